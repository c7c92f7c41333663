/// An element of a small XML document.
package struct XMLElement: Sendable, Hashable {
    /// Without a namespace prefix.
    package let name: String
    package let children: [XMLElement]
    /// All of the text directly in the element.
    package let text: String

    /// The first child of a name.
    package subscript(name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child of a name.
    package func string(_ name: String) -> String? { self[name]?.text }

    /// Every child of a name.
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }
}
