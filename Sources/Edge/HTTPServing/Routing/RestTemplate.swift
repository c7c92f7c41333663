import AWSProtocols

/// A method and a path whose `{name}` segments stand for anything.
struct RestTemplate: Sendable {
    private enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    private let method: String
    private let segments: [Segment]

    init(method: String, path: String) {
        self.method = method
        segments = path.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    /// The decoded parameters if the raw path fits, in the template's order.
    func match(method: String, path: String) -> [(name: String, value: String)]? {
        guard method == self.method else { return nil }
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        guard parts.count == segments.count else { return nil }
        var parameters: [(name: String, value: String)] = []
        for (segment, part) in zip(segments, parts) {
            switch segment {
            case .literal(let text):
                guard part.elementsEqual(text.utf8) else { return nil }
            case .parameter(let name):
                guard let value = PercentEncoding.decode(String(Substring(part)), plusIsSpace: false) else {
                    return nil
                }
                parameters.append((name, value))
            }
        }
        return parameters
    }
}
