"""Draws a person: over a video, on the live page, as a small image on the pages.

`style.json` lists the bones and says how each line looks; `arc.py` says where the judged angle
lies. `overlay.py` draws both on frames, and `svg.py` draws the skeleton alone. The live page's
`live/frontend/drawing/drawing.js` reads the same file and follows the same rule
(`live/frontend/drawing/arc.js`).
"""
