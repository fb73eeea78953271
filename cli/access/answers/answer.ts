/** An answer about one role or one object, before it becomes text or a page. */
export interface Answer {
  /** What was asked about: its name, then what it is. */
  readonly head: readonly string[];
  /** Facts with a name: `inherits`, `can SET ROLE to`. */
  readonly facts: readonly (readonly [name: string, fact: string])[];
  readonly sections: readonly Section[];
  readonly remarks: readonly string[];
}

/** Lines of one sort under a title. Never without lines. */
export interface Section {
  readonly title: string;
  /** What the columns hold: `Who`, `What`, `How`. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
