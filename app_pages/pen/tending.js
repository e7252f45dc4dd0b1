// What a component's function does on each run of the page: the first one of a place in the page
// makes what tends it, the next ones tell that of the new data, and what ends it stops it.

export const tended = (tend) => {
  const instances = new WeakMap();
  return (component) => {
    const { parentElement } = component;
    if (!instances.has(parentElement)) instances.set(parentElement, tend(component));
    const instance = instances.get(parentElement);
    instance.update(component);
    return () => {
      instance.stop();
      instances.delete(parentElement);
    };
  };
};
