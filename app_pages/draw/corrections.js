// Was it right? The twelve answers, and which of them the drawing is kept with.

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector);
  const all = find(".correction");
  const said = find(".correction-said");
  const undo = find("[name=undo]");
  const teach = find("[name=teach]");
  const tell = (what) => () => setTriggerValue("tapped", { what, number: data.number });

  all.classList.toggle("asks", data.asked);
  find(".correction-labels").inert = !data.final; // while the pen moves nothing is said of it
  if (said.textContent !== data.words) said.textContent = data.words;
  undo.hidden = data.label === null;
  undo.onclick = tell("undo");
  teach.hidden = !data.kept;
  teach.textContent = `${data.kept} kept: teach it your hand`;
  teach.onclick = tell("teach");
  for (const button of parentElement.querySelectorAll("[name=label]")) {
    const isYes = button.value === "yes";
    button.disabled = isYes && !data.yes;
    if (!isYes) button.setAttribute("aria-pressed", String(button.value === data.label));
    button.onclick = tell(button.value);
  }
}
