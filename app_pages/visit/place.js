// Keeps how far a page is scrolled whenever something is done on it, for leaving it is done by
// something too. On the way back the page is scrolled there as soon as it is high enough.

const PATIENCE = 5000; // milliseconds that a page may take to grow
let keeping = new AbortController();
let returning;

export default function ({ data }) {
  const main = document.querySelector("[data-testid=stMain]");
  if (!main) return;
  const name = `place of ${data.address}`;
  keeping.abort();
  keeping = new AbortController();
  const keep = () => store((storage) => storage.setItem(name, main.scrollTop));
  for (const each of ["pointerdown", "keydown"])
    addEventListener(each, keep, { capture: true, signal: keeping.signal });

  const place = Number(store((storage) => storage.getItem(name)));
  if (data.returned && place) scrollBack(main, place);
  return () => keeping.abort();
}

// What is done with the tab's storage, where the browser lets it have one.
function store(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

function scrollBack(main, place) {
  returning?.abort();
  const now = new AbortController();
  returning = now;
  const { signal } = now;
  const observer = new ResizeObserver(() => main.scrollTo(0, place));
  for (const child of main.children) observer.observe(child);
  signal.addEventListener("abort", () => observer.disconnect());
  const stop = () => now.abort();
  for (const each of ["pointerdown", "keydown", "wheel", "touchstart"])
    addEventListener(each, stop, { capture: true, signal });
  setTimeout(stop, PATIENCE);
}
