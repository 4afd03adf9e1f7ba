/* Runs before the page is drawn, so that a chosen scheme never flashes. */
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  try {
    const chosen = localStorage.getItem('timeline-theme');
    if (chosen === 'dark' || chosen === 'light') root.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden: then the system's scheme it is.
  }
})();
