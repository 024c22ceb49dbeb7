// Who asked the system for less motion gets none: Streamlit's parts unfold for half a second, which style rules cannot
// reach. What moves for as long as something is awaited goes on.
const move = Element.prototype.animate
Element.prototype.animate = function (...asked) {
  const motion = move.apply(this, asked)
  const isWanted = !matchMedia("(prefers-reduced-motion: reduce)").matches
  const isEndless = motion.effect.getComputedTiming().endTime === Infinity
  if (!isWanted && !isEndless) motion.effect.updateTiming({ duration: 0, delay: 0 }) // its end is told as ever
  return motion
}
