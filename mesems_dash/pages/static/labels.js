// Text that Plotly is spared. It takes a third of a millisecond for every label at every change, and more than one for a
// head above the plot, as it reads, styles and measures each anew. Those of plain form are written here in an eighth of
// that, where Plotly would have them: counts at the ends of flat bars that nobody can zoom, and heads. This reaches into
// parts of Plotly that it does not promise, so it is done with one version of plotly.js alone.
const TESTED_PLOTLY = "4.1.1" // see tests/browser/test_private_parts.py before you raise it
const SVG = "http://www.w3.org/2000/svg"
const PAD = 3 // pixels between a bar and its label
const EDGE = 2 // pixels around a head
const LINE = 1.3 // from line to line, by the size of the letters, as are those that follow
const HEIGHT = 1.33
const DEPTH = 0.36 // below the line that letters stand on

const axisOf = (layout, id) => layout[id.replace(/^[xy]/, "$&axis")]
const isFixedAxis = (layout, id) => axisOf(layout, id)?.fixedrange === true
const isPlainLine = (text) => typeof text === "string" && !/&|<(?!\/?b>)[^<>]*>/.test(text) // "<b>5</b>  <1 %"
const ofPlace = (values, i) => (Array.isArray(values) ? values[i] : values)

function buildLabels() {
  const box = document.createElementNS(SVG, "svg")
  box.setAttribute("class", "mesems-labels")
  box.setAttribute("aria-hidden", "true") // as the whole picture is, for whom it is described
  let bars = []
  let heads = []
  return {
    // Take them out of a figure, before Plotly sees it.
    take({ data, layout }) {
      bars = data.map((trace) => (isPlainBar(trace, layout) ? takeBar(trace) : undefined))
      heads = (layout.annotations ?? []).filter((head) => isPlainHead(head, layout))
      if (heads.length) layout.annotations = layout.annotations.filter((head) => !heads.includes(head))
    },
    remove: () => box.remove(),
    // Write them where Plotly drew: over its marks, and under the text about the one that is pointed at.
    write(gd) {
      const above = gd._fullLayout._toppaper.node()
      if (above.previousSibling !== box) above.before(box)
      const atBars = bars.flatMap((bar, k) => (bar && gd._fullData[k].visible === true ? labelBars(gd, k, bar) : []))
      box.replaceChildren(...atBars, ...heads.map((head) => writeHead(gd._fullLayout, head)))
    },
  }
}

// ---------------------------------------------------------------- bars
function isPlainBar(trace, layout) {
  const { type, orientation, textposition, x, xaxis = "x", yaxis = "y", hovertext, text } = trace
  const isFixed = isFixedAxis(layout, xaxis) && isFixedAxis(layout, yaxis)
  return type === "bar" && orientation === "h" && textposition === "outside" && isFixed && hovertext
    && Array.isArray(text) && text.every(isPlainLine) && Array.isArray(x) && x.every((value) => value !== null && value >= 0)
}

function takeBar(trace) {
  const { text, textfont = {} } = trace
  delete trace.text
  return { text, font: textfont }
}

function labelBars(gd, k, { text, font }) {
  const { _fullData: data, _fullLayout: layout, calcdata } = gd
  const [x, y] = [axisOf(layout, data[k].xaxis), axisOf(layout, data[k].yaxis)]
  return calcdata[k].map(({ s1, p0, p1 }, i) => {
    const room = Math.abs(y.c2p(p1) - y.c2p(p0))
    const size = Math.min(font.size ?? layout.font.size, room / HEIGHT)
    const node = newText(layout, size, ofPlace(font.color, i))
    node.setAttribute("x", x._offset + x.c2p(s1) + PAD)
    node.setAttribute("y", y._offset + y.c2p((p0 + p1) / 2))
    node.setAttribute("dominant-baseline", "central")
    appendParts(node, text[i])
    return node
  })
}

// ---------------------------------------------------------------- heads
const ANCHORS = { left: "start", center: "middle", right: "end" }

const isFixedPlace = (layout, id) => id === "paper" || isFixedAxis(layout, id)

// Beside a row or above a column, and aligned as it is anchored.
function isPlainHead(head, layout) {
  const { xref = "x", yref = "y", xanchor, align = "center", text, hovertext, textangle, bgcolor, bordercolor, width } = head
  const lines = text.split("<br>")
  const isAligned = xanchor in ANCHORS && (align === xanchor || lines.length === 1)
  return head.showarrow === false && lines.every(isPlainLine) && isAligned && footOf(head, 0) !== undefined
    && isFixedPlace(layout, xref) && isFixedPlace(layout, yref) && !hovertext && !textangle && !bgcolor && !bordercolor
    && !width
}

// Pixels from its place down to the foot of so high a text.
function footOf({ yref = "y", yanchor = yref === "paper" ? "auto" : "middle" }, height) {
  return { bottom: -EDGE, middle: height / 2, top: EDGE + height }[yanchor]
}

function writeHead(layout, head) {
  const { text, x, y, xref = "x", yref = "y", xanchor, xshift = 0, yshift = 0, font = {} } = head
  const { l, t, w, h } = layout._size
  const size = font.size ?? layout.font.size
  const lines = text.split("<br>")
  const left = (xref === "paper" ? l + x * w : onAxis(layout, xref, x)) + xshift + { left: EDGE, center: 0, right: -EDGE }[xanchor]
  const top = (yref === "paper" ? t + (1 - y) * h : onAxis(layout, yref, y)) - yshift
  const foot = top + footOf(head, size * (HEIGHT + LINE * (lines.length - 1)))
  const node = newText(layout, size, font.color)
  node.setAttribute("text-anchor", ANCHORS[xanchor])
  lines.forEach((line, i) => {
    const part = appendPart(node, "")
    part.setAttribute("x", left)
    part.setAttribute("y", foot - size * (DEPTH + LINE * (lines.length - 1 - i)))
    appendParts(part, line)
  })
  return node
}

function onAxis(layout, id, value) {
  const axis = axisOf(layout, id)
  return axis._offset + axis.d2p(value)
}

// ---------------------------------------------------------------- text
function newText(layout, size, colour) {
  const node = document.createElementNS(SVG, "text")
  node.style.cssText = `font: ${size}px ${layout.font.family}; fill: ${colour ?? layout.font.color}`
  return node
}

// Text of which parts may stand between <b> and </b>.
function appendParts(node, text) {
  text.split(/<\/?b>/).forEach((part, i) => {
    if (i % 2 === 1) appendPart(node, part).setAttribute("font-weight", "bold")
    else if (part) node.append(part)
  })
}

function appendPart(node, text) {
  const part = document.createElementNS(SVG, "tspan")
  part.textContent = text
  node.append(part)
  return part
}
