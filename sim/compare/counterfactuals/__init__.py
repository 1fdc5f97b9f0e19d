"""Why a siege ended as it did: the siege with each change undone, over its own seed and a sample of seeds."""
