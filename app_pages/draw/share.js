// The link, and a button that copies it. Without https a browser lets no script write to the
// clipboard: then the link is selected, to be copied by hand.

export default function ({ data, parentElement }) {
  const field = parentElement.querySelector("input");
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector(".said");
  const copied = (words) => {
    button.textContent = said.textContent = words;
  };
  if (field.value !== data.link) copied("Copy");
  field.value = data.link;
  button.onclick = async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(data.link);
      copied("Copied");
    } catch {
      copied(document.execCommand("copy") ? "Copied" : "Selected");
    }
  };
}
