import AWSProtocols
import FoundationEssentials
import ServiceModel

/// The checksum that a request says its body has, in a header field or in a trailer.
struct ChecksumClaim: Sendable, Hashable {
    let algorithm: ChecksumAlgorithm
    /// In base64; nil if it follows as a trailer.
    let value: String?

    private static let prefix = "x-amz-checksum-"
    /// Fields of that prefix that do not hold a checksum.
    private static let qualifiers: Set<String> = ["mode", "type", "algorithm"]

    /// Nil if the request claims nothing.
    ///
    /// - Throws: `InvalidRequest` for several checksums, unknown ones, and values that cannot be one.
    init?(_ head: RequestHead) throws(Fault) {
        let trailer = head.header("x-amz-trailer")?.lowercased()
        let isInTrailer = trailer?.hasPrefix(Self.prefix) ?? false
        var names: [String] = []
        for (name, _) in head.headers where name.hasPrefix(Self.prefix) {
            let suffix = String(name.dropFirst(Self.prefix.count))
            if !Self.qualifiers.contains(suffix) { names.append(suffix) }
        }
        if isInTrailer, let trailer { names.append(String(trailer.dropFirst(Self.prefix.count))) }
        guard names.count <= 1 else {
            throw Words.invalidRequest(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
            )
        }
        let announced = head.header("x-amz-sdk-checksum-algorithm")?.lowercased()
        guard let name = names.first else {
            guard announced == nil else {
                throw Words.invalidRequest(
                    """
                    x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer \
                    headers were found.
                    """
                )
            }
            return nil
        }
        guard let algorithm = ChecksumAlgorithm(rawValue: name.uppercased()) else {
            throw Words.invalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid.")
        }
        guard announced == nil || announced == name else {
            throw Words.invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.")
        }
        self.algorithm = algorithm
        value = isInTrailer ? nil : head.header(algorithm.header)
        if let value {
            guard Self.isWellFormed(value, algorithm) else {
                throw Words.invalidRequest("Value for \(algorithm.header) header is invalid.")
            }
        }
    }

    /// Compares what was claimed with what was computed.
    ///
    /// - Throws: `BadDigest`, or `MalformedTrailerError` if the announced trailer did not come.
    func check(_ computed: String, trailers: [(name: String, value: String)]) throws(Fault) {
        guard let claimed = value ?? trailers.first(where: { $0.name == algorithm.header })?.value else {
            throw Words.malformedTrailer
        }
        guard claimed == computed else { throw Words.badChecksum(algorithm.rawValue) }
    }

    static func isWellFormed(_ text: String, _ algorithm: ChecksumAlgorithm) -> Bool {
        Data(base64Encoded: text)?.count == algorithm.length
    }
}
