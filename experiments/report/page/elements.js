"use strict";

/** An element with properties (as attributes where they hold a dash) and children. */
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    name.includes("-") ? made.setAttribute(name, value) : (made[name] = value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A labelled choice between [value, text]s. */
function chooser(label, options, chosen, onChange) {
  const select = element("select", {
    onchange: (event) => onChange(event.target.value),
  });
  for (const [value, text] of options) {
    select.append(element("option", { value, textContent: text, selected: value === chosen }));
  }
  return element("label", { className: "choice" }, element("span", { textContent: label }), select);
}

/** A sentence. */
function note(text) {
  return element("p", { className: "note", textContent: text });
}

/** A section with its heading; the parts that are null are left out. */
function section(id, heading, ...parts) {
  return element("section", { id }, element("h2", { textContent: heading }), ...parts);
}

/** Side by side where there is room. */
function beside(...parts) {
  return element("div", { className: "beside" }, ...parts);
}
