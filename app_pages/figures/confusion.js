// The confusion matrix. A cell with digits in it opens their pictures, where there are any.

export default function ({ data, parentElement, setTriggerValue }) {
  const table = parentElement.querySelector("table");
  const opens = data.opens;
  table.setAttribute("aria-label", data.label);
  if (opens) table.setAttribute("role", "grid");
  else table.removeAttribute("role");
  const kept = table.getRootNode().activeElement?.dataset?.cell;
  const head = (text, scope) => {
    const cell = document.createElement("th");
    cell.scope = scope;
    cell.textContent = text;
    return cell;
  };
  const top = document.createElement("tr");
  top.append(document.createElement("td"), ...data.answers.map((each) => head(each, "col")));
  const rows = data.rows.map((row, label) => {
    const line = document.createElement("tr");
    line.append(head(label, "row"));
    row.forEach(({ count, text, told, shade }, answer) => {
      const cell = document.createElement("td");
      const name = `${label}-${answer}`;
      const square = document.createElement("span");
      square.textContent = text;
      cell.append(square);
      cell.className = label === answer ? "right" : "wrong";
      cell.style.setProperty("--shade", `${shade}%`);
      cell.classList.toggle("strong", shade === 100);
      cell.title = `${label} read as ${data.answers[answer]}: ${told}`;
      cell.dataset.cell = name;
      if (opens) {
        cell.tabIndex = -1;
        cell.setAttribute("role", "gridcell");
        cell.setAttribute("aria-selected", name === data.chosen);
        cell.classList.toggle("opens", count > 0);
      }
      line.append(cell);
    });
    return line;
  });
  table.tHead.replaceChildren(top);
  table.tBodies[0].replaceChildren(...rows);
  if (!opens) return;

  const cell = (name) => table.querySelector(`[data-cell="${name}"]`);
  const stop = cell(data.chosen) ?? cell("0-0"); // the one stop of the Tab key
  stop.tabIndex = 0;
  if (kept) cell(kept)?.focus({ preventScroll: true });
  const open = (target) => {
    if (target?.classList.contains("opens")) setTriggerValue("clicked", target.dataset.cell);
  };
  table.onclick = (event) => open(event.target.closest("td"));
  table.onkeydown = (event) => {
    const now = event.target.closest("td");
    if (!now) return;
    const [label, answer] = now.dataset.cell.split("-").map(Number);
    const to = {
      ArrowLeft: [label, answer - 1],
      ArrowRight: [label, answer + 1],
      ArrowUp: [label - 1, answer],
      ArrowDown: [label + 1, answer],
    }[event.key];
    if (to) {
      const next = cell(to.join("-"));
      if (next) {
        now.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      }
    } else if (event.key === "Enter" || event.key === " ") open(now);
    else return;
    event.preventDefault();
  };
}
