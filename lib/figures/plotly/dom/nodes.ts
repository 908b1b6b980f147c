/** The part of a DOM that the stubs use. linkedom's own types are those of a browser and promise more than it keeps. */
export interface DomNode {
  readonly nodeType: number;
  readonly childNodes: readonly DomNode[];
  readonly parentNode: DomElement | null;
  readonly textContent: string | null;
}

export interface DomElement extends DomNode {
  readonly localName: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly style: Readonly<Record<string, string>> & { getPropertyValue(name: string): string };
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

export const ELEMENT = 1;
export const TEXT = 3;

export function isElement(node: DomNode): node is DomElement {
  return node.nodeType === ELEMENT;
}

export function children(node: DomNode): readonly DomElement[] {
  return Array.from(node.childNodes).filter(isElement);
}

/** A number in pixels from an attribute; NaN where there is none. */
export function length(element: DomElement, name: string): number {
  const value = element.getAttribute(name);
  return value === null ? Number.NaN : Number.parseFloat(value);
}

/** A property of an element's own style or its presentation attribute. */
export function own(element: DomElement, name: string): string | null {
  // Parsing the attribute costs a fraction of asking the style proxy, and text layout asks thousands of times.
  const style = element.getAttribute("style");
  if (style) {
    for (const rule of style.split(";")) {
      const colon = rule.indexOf(":");
      if (colon > 0 && rule.slice(0, colon).trim() === name) return rule.slice(colon + 1).trim() || null;
    }
  }
  return element.getAttribute(name) || null;
}

/** The nearest value of an inherited property. */
export function inherited(element: DomElement, name: string): string | null {
  for (let at: DomElement | null = element; at !== null && at.nodeType === ELEMENT; at = at.parentNode) {
    const value = own(at, name);
    if (value !== null) return value;
  }
  return null;
}
