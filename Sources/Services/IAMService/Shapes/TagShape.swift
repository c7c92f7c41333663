import AWSProtocols
import AWSVocabulary

/// Tags in answers.
enum TagShape {
    static func list(_ tags: [Tag]) -> WireValue {
        .list(tags.map { .structure(["Key": .string($0.key), "Value": .string($0.value)]) })
    }

    /// Nil, so that the member is left out, if there are none.
    static func listIfAny(_ tags: [Tag]) -> WireValue? { tags.isEmpty ? nil : list(tags) }
}
