// A drawing as SVG in the page, in its wide or its narrow form (drawing.css); the same one again is left as it stands.
const DRAWN = new WeakMap()

export default function (component) {
  const { data, parentElement } = component
  if (DRAWN.get(parentElement) !== data.html) {
    DRAWN.set(parentElement, data.html)
    parentElement.querySelector(".mesems-drawing").innerHTML = data.html // every text in it was escaped, see figures/svg.py
  }
  return () => DRAWN.delete(parentElement)
}
