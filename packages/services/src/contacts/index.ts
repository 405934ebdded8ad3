export { createContact } from "./create-contact.ts";
export { getContact } from "./get-contact.ts";
export { getContactStatistics } from "./get-contact-statistics.ts";
export { listContacts, readAllContacts } from "./list-contacts.ts";
export { updateContact } from "./update-contact.ts";
export { contactSearchText, readPhone } from "./rules.ts";
export { isVisible } from "./queries.ts";
