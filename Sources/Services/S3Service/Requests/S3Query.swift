import AWSProtocols
import ServiceModel

/// The query parameters of a request.
struct S3Query: Sendable {
    private let items: [(name: String, value: String)]

    init(_ head: RequestHead) throws(Fault) {
        guard let items = head.queryItems else { throw Words.invalidURI }
        self.items = items
    }

    func string(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// - Throws: `Fault` unless the value is a whole number in the range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(Fault) -> Int? {
        guard let text = string(name) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw Words.invalidArgument(
                "Argument \(name) must be an integer between \(range.lowerBound) and \(range.upperBound)"
            )
        }
        return value
    }
}
