import JSONTree

/// JSON from text, for tables of tests.
func parsed(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }
