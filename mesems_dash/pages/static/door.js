// A socket that is not let in may mean that the login has ended: the page is then loaded anew, which shows the way in.
window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address)
    let isOpen = false
    this.addEventListener("open", () => { isOpen = true })
    this.addEventListener("close", async () => {
      if (isOpen) return
      const answer = await fetch(new URL("signed-in", window.__streamlit.BACKEND_BASE_URL)).catch(() => undefined)
      if (answer?.ok && (await answer.json()).reader === false) location.reload()
    })
  }
}
