// Elements from plain values. Text is set as text: nothing from the data is ever markup.

/** An element with properties, attributes and children; `class` and `data-*` as written. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Calls `work` once before the next paint, however often it is asked for. */
export function onNextFrame(work) {
  let asked = 0;
  const run = () => {
    if (asked) return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      work();
    });
  };
  run.cancel = () => {
    cancelAnimationFrame(asked);
    asked = 0;
  };
  run.flush = () => {
    if (!asked) return;
    run.cancel();
    work();
  };
  return run;
}

/** Replaces {name} in a message by its value. */
export function fill(message, values) {
  return message.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Messages with numbers, in the forms of a language: plural(forms, 3, {all: "3"}). */
export function pluralizer(locale) {
  const rules = new Intl.PluralRules(locale);
  return (forms, number, values) => fill(forms[rules.select(number)] ?? forms.other, values);
}
