"""Makes test sheets: records drawn at random, printed as fiches CRTE in many layouts.

Nothing here comes from the program under test: labels and headings are typed anew, so that
a slip in the program's own table shows as a difference.
"""
