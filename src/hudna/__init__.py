"""Hudna: an operations desk for a ceasefire, from offer to proof.

Each package below this one is a room with one subject and one door (its ``__init__``). Start at
``hudna.cli`` to see what a person can ask for, or at any door to see what that room answers.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
