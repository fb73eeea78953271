/** A value in the making, filled in field by field: of thousands, spreads cost more than the query that they come from. */
export type Draft<T> = { -readonly [Field in keyof T]: T[Field] };
