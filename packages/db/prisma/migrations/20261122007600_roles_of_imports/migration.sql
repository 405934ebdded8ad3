-- Which import gave a contact a role: taking the import back takes the role back.
ALTER TABLE contact_roles ADD COLUMN import_id UUID;
