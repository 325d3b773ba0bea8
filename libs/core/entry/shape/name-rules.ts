import type { TextCheck } from './shape.js';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** RFC 1123 label: names of containers, ports, namespaces. */
export const dnsLabel: TextCheck = (text) => {
  if (text.length > 63) return 'must be no more than 63 characters';
  return LABEL.test(text) ? null : "must consist of lower case letters, digits or '-', and start and end with a letter or digit";
};

/** RFC 1035 label: names of Services. */
export const dnsLabel1035: TextCheck = (text) => {
  if (text.length > 63) return 'must be no more than 63 characters';
  return LABEL_1035.test(text) ? null : "must consist of lower case letters, digits or '-', start with a letter and end with a letter or digit";
};

/** RFC 1123 subdomain: names of most objects. */
export const dnsSubdomain: TextCheck = (text) => {
  if (text.length > 253) return 'must be no more than 253 characters';
  return text.split('.').every((part) => LABEL.test(part))
    ? null
    : "must consist of lower case letters, digits, '-' or '.', and start and end with a letter or digit";
};

/** Keys of labels, annotations, taints; names of resources: `[prefix/]name`. */
export const qualifiedName: TextCheck = (text) => {
  const [name = '', prefix, ...more] = text.split('/').reverse();
  if (more.length > 0) return "must be a name with at most one prefix and '/'";
  if (prefix !== undefined && dnsSubdomain(prefix) !== null) return `prefix part ${dnsSubdomain(prefix)}`;
  if (name.length === 0 || name.length > 63) return 'name part must have 1 to 63 characters';
  return QUALIFIED.test(name) ? null : "name part must consist of letters, digits, '-', '_' or '.', and start and end with a letter or digit";
};

export const labelValue: TextCheck = (text) => {
  if (text.length > 63) return 'must be no more than 63 characters';
  return text === '' || QUALIFIED.test(text) ? null : "must be empty or consist of letters, digits, '-', '_' or '.', and start and end with a letter or digit";
};

export const anyKey: TextCheck = (text) => (text === '' ? 'must not be empty' : null);

/** Keys of ConfigMaps. */
export const configKey: TextCheck = (text) => (/^[-._a-zA-Z0-9]{1,253}$/.test(text) ? null : "must consist of letters, digits, '-', '_' or '.'");
