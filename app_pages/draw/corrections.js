// Was it right? The twelve answers, and which of them the drawing is kept with.

export default function ({ data, parentElement, setTriggerValue }) {
  const find = (selector) => parentElement.querySelector(selector);
  const all = find(".correction");
  const words = find(".correction-said");
  const said = find(".said");
  const undo = find("[name=undo]");
  const teach = find("[name=teach]");
  const tell = (what) => () => setTriggerValue("tapped", { what, number: data.number });

  all.classList.toggle("asks", data.asked);
  find(".correction-labels").inert = !data.final; // while the pen moves nothing is said of it
  words.textContent = data.words;
  // Aloud it is asked by the group's name alone: the answer is being said when the question comes.
  const told = data.words.endsWith("?") ? "" : data.words;
  if (said.textContent !== told) said.textContent = told;
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
