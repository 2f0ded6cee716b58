/** The configuration before anything has read it. */

/** The configuration as the engine hands it over: a text for each key, JSON for anything that is not a text. */
export type RawConfig = Readonly<Record<string, string>>;
