"""How fast is Hudna's join of incidents with clauses, beside what an analyst would use instead?

For whoever wants to check the speed figures of the documentation on their own machine. Run by hand with
``python -m benchmarks make``, ``python -m benchmarks join`` and ``python -m benchmarks csv-read``; see
README.md. Nothing here is imported by Hudna, and no test depends on it.
"""
