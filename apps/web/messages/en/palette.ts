export const palette = {
  placeholder: "Type a name, an address, a reference, or what you want to do",
  actions: "Do",
  found: "Found",
  recordPayment: "Record a payment",
  newLease: "New lease",
  newContact: "New contact",
  newProperty: "New property",
  importFile: "Import a file",
  uploadStatement: "Upload a bank statement",
};
