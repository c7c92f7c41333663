/// A compiled policy under the name explanations call it by.
package struct AttachedPolicy: Sendable {
    /// A policy name or an ARN.
    package let name: String
    package let document: PolicyDocument

    package init(name: String, document: PolicyDocument) {
        self.name = name
        self.document = document
    }
}
