// What a story looks like: the list to choose from, and the bar with a step's text.

import { element, fill } from "./dom.js";

/** Only a web address is made a link: what else a table holds stays text. */
const isWebAddress = (url) => /^https?:\/\//i.test(url);

export class StoryBar {
  /**
   * @param stories what dashboard/linked/story_views.py makes
   * @param handlers {onOpen(story), onStep(number), onLeave(), onPresent()}
   */
  constructor(stories, labels, { format, plural }, handlers) {
    this.labels = labels;
    this.format = format;
    this.plural = plural;
    this.handlers = handlers;
    this.menu = this.buildMenu(stories);
    this.root = element("section", { class: "lv-story", "data-story": "" });
    this.root.hidden = true;
  }

  buildMenu(stories) {
    const open = (story) => {
      this.menu.open = false;
      this.handlers.onOpen(story);
    };
    const choices = stories.map((story) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", class: "lv-story-choice", "data-story": story.id, onclick: () => open(story) },
          element("strong", {}, story.title),
          element("span", {}, story.intro),
        ),
      ),
    );
    const menu = element(
      "details",
      { class: "lv-stories" },
      element("summary", {}, this.labels.stories),
      element("ul", { class: "lv-story-choices" }, ...choices),
    );
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      menu.open = false;
      menu.firstElementChild.focus();
    });
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
    });
    menu.hidden = !stories.length;
    return menu;
  }

  button(name, text, onclick, label = text) {
    return element("button", { type: "button", class: `lv-tool lv-story-${name}`, title: label, "aria-label": label, onclick }, text);
  }

  /** Make the bar of `story`; its steps lie on one another, so that stepping moves nothing else. */
  open(story) {
    const { labels, handlers } = this;
    this.steps = story.steps.map((step) => this.buildStep(step));
    this.dots = story.steps.map(({ title }, i) => {
      const label = fill(labels.storyGo, { n: this.format(i + 1), title });
      return element("button", { type: "button", class: "lv-story-dot", title: label, "aria-label": label, onclick: () => handlers.onStep(i + 1) });
    });
    this.count = element("span", { class: "lv-story-count" });
    this.spoken = element("p", { class: "lv-spoken", role: "status", "aria-live": "polite" });
    this.back = this.button("back", `← ${labels.storyBack}`, () => handlers.onStep(this.number - 1), labels.storyBack);
    this.next = this.button("next", `${labels.storyNext} →`, () => handlers.onStep(this.number + 1), labels.storyNext);
    this.again = this.button("return", `↺ ${labels.storyReturn}`, () => handlers.onStep(this.number), labels.storyReturn);
    this.full = this.button("present", labels.storyPresent, () => handlers.onPresent());
    this.root.setAttribute("aria-label", story.title);
    this.root.replaceChildren(
      element(
        "div",
        { class: "lv-story-head" },
        element("p", { class: "lv-story-name" }, story.title, " ", this.count),
        this.full,
        this.button("leave", "✕", () => handlers.onLeave(), labels.storyLeave),
      ),
      element("div", { class: "lv-story-steps" }, ...this.steps),
      element(
        "div",
        { class: "lv-story-nav" },
        this.back,
        element("ol", { class: "lv-story-dots" }, ...this.dots.map((dot) => element("li", {}, dot))),
        this.next,
        this.again,
      ),
      this.spoken,
    );
    this.root.hidden = false;
  }

  buildStep({ title, paragraphs, sources }) {
    const documents = sources.map(({ publisher, title: name, published, url }) =>
      element(
        "li",
        {},
        isWebAddress(url) ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, name) : name,
        ` · ${[publisher, published].filter(Boolean).join(", ")}`,
      ),
    );
    const count = this.plural(this.labels.storySources, sources.length, { n: this.format(sources.length) });
    return element(
      "article",
      { class: "lv-story-step" },
      element("h2", { class: "lv-story-title", tabindex: "-1" }, title),
      ...paragraphs.map((text) => element("p", {}, text)),
      element("details", { class: "lv-story-sources" }, element("summary", {}, count), element("ul", {}, ...documents)),
    );
  }

  /** Show step `number`; with `isSpoken`, a screen reader hears it. */
  show(number, isSpoken) {
    const isInside = this.steps.some((step) => step.contains(this.root.getRootNode().activeElement));
    this.number = number;
    const all = this.steps.length;
    this.steps.forEach((step, i) => {
      step.inert = i + 1 !== number;
      step.classList.toggle("lv-story-current", i + 1 === number);
    });
    // The step before, and what had the focus in it, can no longer be reached.
    if (isInside) this.focus();
    this.dots.forEach((dot, i) => {
      if (i + 1 === number) dot.setAttribute("aria-current", "step");
      else dot.removeAttribute("aria-current");
    });
    this.count.textContent = fill(this.labels.storyStep, { n: this.format(number), all: this.format(all) });
    // Not disabled, since that would throw the focus out of the bar at either end.
    this.back.setAttribute("aria-disabled", String(number === 1));
    this.next.setAttribute("aria-disabled", String(number === all));
    if (!isSpoken) return;
    const [title, ...paragraphs] = [...this.steps[number - 1].children].slice(0, -1).map((part) => part.textContent);
    this.spoken.textContent = `${this.count.textContent}. ${title}. ${paragraphs.join(" ")}`;
  }

  /** Whether what is shown is no longer the step. */
  setAway(isAway) {
    this.again.hidden = !isAway;
  }

  setPresenting(isPresenting) {
    const label = isPresenting ? this.labels.storyPresentEnd : this.labels.storyPresent;
    this.full.textContent = label;
    this.full.title = label;
    this.full.setAttribute("aria-label", label);
  }

  /** Put the focus on the step's title: from there a screen reader reads on, and arrow keys step. */
  focus() {
    this.steps[this.number - 1].firstElementChild.focus({ preventScroll: true });
  }

  close() {
    this.root.hidden = true;
    this.root.replaceChildren();
    this.menu.firstElementChild.focus({ preventScroll: true });
  }
}
