-- Labels of units sort as people count: 1, 2, 10, A2, A10. Equality stays that of bytes, so ties have one order and a
-- keyset finds its place. The indexes on the label are rebuilt with it.
CREATE COLLATION natural_order (provider = icu, locale = 'en-u-kn-true');
ALTER TABLE units ALTER COLUMN label TYPE text COLLATE natural_order;
