// Offers names while one types, as a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
// Without it the fields are plain texts, and work as well.
"use strict";

for (const field of document.querySelectorAll("input[data-names]")) offer(field);

function offer(field) {
  const list = document.createElement("ul");
  const said = document.createElement("span");
  list.id = `${field.id || field.name + Math.random().toString(36).slice(2)}-names`;
  list.className = "names";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names");
  said.className = "hidden";
  said.setAttribute("role", "status");
  const frame = document.createElement("span");
  frame.className = "combobox";
  field.replaceWith(frame);
  frame.append(field, list, said);
  const told = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(told)) field.setAttribute(name, value);
  let asked = "", waiting = 0, at = -1;

  async function ask() {
    const typed = field.value.trim();
    asked = typed;
    try {
      const answer = await fetch(`${field.dataset.names}&q=${encodeURIComponent(typed)}`);
      const names = answer.ok ? (await answer.json()).names : [];
      if (asked === typed && document.activeElement === field) show(names);
    } catch {
      close(); // the service is away: what is typed still goes with the form
    }
  }

  function show(names) {
    list.replaceChildren(...names.map(option));
    list.hidden = !names.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = names.length ? `${names.length} names` : "no such name";
    mark(-1);
  }

  function option(name, number) {
    const line = document.createElement("li");
    const note = [name.name !== name.label && `${name.match} ${name.name}`, name.kind, name.claims && `${name.claims} claims`];
    const small = document.createElement("span");
    line.id = `${list.id}-${number}`;
    line.setAttribute("role", "option");
    line.dataset.value = name.label;
    small.className = "quiet";
    small.textContent = note.filter(Boolean).join(", ");
    line.append(name.label, " ", small);
    line.addEventListener("mousedown", event => { event.preventDefault(); take(line); });
    return line;
  }

  function mark(number) {
    at = number;
    [...list.children].forEach((line, n) => line.setAttribute("aria-selected", String(n === at)));
    if (at < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function take(line) {
    field.value = line.dataset.value;
    close();
  }

  function close() {
    clearTimeout(waiting);
    asked = null; // an answer that is still under way comes too late
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  }

  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 80); });
  // The names of a type are read once; who comes to the field has them when the first letter is typed.
  field.addEventListener("focus", () => fetch(`${field.dataset.names}&q=`).catch(() => {}), { once: true });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) ask();
      else mark((at + step + list.children.length + (at < 0 && step < 0)) % list.children.length);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      take(list.children[at]);
    } else if (event.key === "Tab" && at >= 0) {
      take(list.children[at]);
    }
  });
}
