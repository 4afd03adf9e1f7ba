/** The button that turns light into dark. */

/** Bind the page's button; `changed` is called after each turn. */
export function schemeButton(changed = () => {}) {
  const root = document.documentElement;
  const button = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const dark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);
  const tell = () => button.setAttribute('aria-label', dark() ? 'Use light colours' : 'Use dark colours');
  button.addEventListener('click', () => {
    root.dataset.theme = dark() ? 'light' : 'dark';
    try {
      localStorage.setItem('timeline-theme', root.dataset.theme);
    } catch {
      // Storage may be forbidden: then it holds for this page only.
    }
    tell();
    changed();
  });
  system.addEventListener('change', () => { tell(); changed(); });
  tell();
}
