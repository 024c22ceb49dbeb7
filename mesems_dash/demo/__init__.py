"""A synthetic trial to look at and to measure with: nobody in it exists.

days       days as numbers, partial dates, seasons
places     the fifteen sites, the plan, the dated notes
medicines  what people took, under which names
course     one person's latent clinical course
truth      which criteria a course fails, were everything known
plan       who is screened where and when, and how it ends
record     the imperfect excerpt of a course that a site writes down
wording    the few reasons that are another's, or in words
flaws      the few rows that an import must reject or doubt
export     a record as CSV text, as an export of one day would have it
crowd      people beyond the trial's own, for benchmarks
generate   the folder with both bundles
"""

from mesems_dash.demo.generate import DemoSummary, write_demo

__all__ = ["DemoSummary", "write_demo"]
