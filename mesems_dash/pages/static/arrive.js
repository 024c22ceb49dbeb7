// Another page begins at its top, wherever the one before was scrolled to; the first one where its address leads.
export default function ({ data }) {
  if (window.mesemsPage !== undefined && window.mesemsPage !== data.page) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
  }
  window.mesemsPage = data.page
}
