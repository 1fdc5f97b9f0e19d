"""Why a siege ended so: the siege with each change undone, over its own seed and a sample of seeds."""
