// The table of runs takes the Tab key to go from cell to cell, which the arrow keys do as well. Here
// Tab leaves it, as it leaves any other field: the table does not hear of it.

export default function () {
  const leave = (event) => {
    const table = event.target.closest?.("[data-testid=stDataFrame]");
    if (event.key !== "Tab" || !table) return;
    event.stopImmediatePropagation();
    // It scrolls, and would be a stop of its own.
    for (const each of table.querySelectorAll(".dvn-scroller")) each.tabIndex = -1;
  };
  window.addEventListener("keydown", leave, { capture: true });
  return () => window.removeEventListener("keydown", leave, { capture: true });
}
