"""How a person is drawn: over a video, on the live page, as a small picture on the pages.

`style.json` says which bones there are and how each line looks, `arc.py` where the judged angle
lies. `overlay.py` draws both on pictures, `svg.py` the skeleton alone; the live page's
`live/frontend/drawing.js` reads the same file and follows the same rule (`live/frontend/arc.js`).
"""
