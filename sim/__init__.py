"""Safe Conduct: when does a siege end in a deal, and what does each ending cost?"""
