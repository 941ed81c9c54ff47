// Undo and redo: the states that were left, on the way back and on the way forth.

const MOST_UNDO = 200;

export class Travel {
  /** @param state the first one; states are compared and kept as JSON */
  constructor(state) {
    this.now = JSON.stringify(state);
    this.past = [];
    this.future = [];
  }

  get canGoBack() {
    return this.past.length > 0;
  }

  get canGoForth() {
    return this.future.length > 0;
  }

  /** Put what was before onto the way back; the same state again is no step. */
  remember(state) {
    const next = JSON.stringify(state);
    if (next === this.now) return;
    this.past.push(this.now);
    if (this.past.length > MOST_UNDO) this.past.shift();
    this.future = [];
    this.now = next;
  }

  /** The state before, or null if there is none. */
  back() {
    return this.move(this.past, this.future);
  }

  /** The state that was gone back from, or null. */
  forth() {
    return this.move(this.future, this.past);
  }

  move(from, to) {
    if (!from.length) return null;
    to.push(this.now);
    this.now = from.pop();
    return JSON.parse(this.now);
  }
}
