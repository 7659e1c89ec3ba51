/** A module as it was built: sources with JSX cannot be run as they are, and what is shipped is what is measured. */
export const built = <Module>(path: string): Promise<Module> =>
  import(new URL(`../../dist/src/${path}`, import.meta.url).href) as Promise<Module>
