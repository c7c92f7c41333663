/// The canonical form of a request (AWS Signature Version 4, "Create a canonical request").
struct CanonicalRequest {
    /// How the path is written.
    enum PathEncoding: Sendable {
        /// S3: as on the request line, each segment encoded once.
        case once
        /// All others: normalised, and what is on the request line encoded once more.
        case twice
    }

    let bytes: [UInt8]

    init(
        _ request: SignableRequest,
        claim: SignatureClaim,
        payload: String,
        pathEncoding: PathEncoding
    ) throws(SignatureFault) {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        text.append(contentsOf: request.method.utf8)
        text.append(0x0A)
        CanonicalPath.append(request.path, encoding: pathEncoding, to: &text)
        text.append(0x0A)
        try Self.appendQuery(request.query, isPresigned: claim.isPresigned, to: &text)
        text.append(0x0A)
        for name in claim.signedHeaders {
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: ":"))
            var isFirst = true
            for header in request.headers where header.name == name {
                if !isFirst { text.append(UInt8(ascii: ",")) }
                isFirst = false
                Self.appendTrimmed(header.value, to: &text)
            }
            text.append(0x0A)
        }
        text.append(0x0A)
        for (index, name) in claim.signedHeaders.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ";")) }
            text.append(contentsOf: name.utf8)
        }
        text.append(0x0A)
        text.append(contentsOf: payload.utf8)
        bytes = text
    }

    /// Blanks at the ends fall away, and runs of them within become one.
    private static func appendTrimmed(_ value: String, to text: inout [UInt8]) {
        let start = text.count
        var isBlank = false
        for byte in value.utf8 {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                isBlank = text.count > start
            } else {
                if isBlank { text.append(0x20) }
                isBlank = false
                text.append(byte)
            }
        }
    }

    /// Parameters encoded anew, sorted by name and then by value; a presigned request's own signature is left out.
    private static func appendQuery(_ query: String, isPresigned: Bool, to text: inout [UInt8]) throws(SignatureFault) {
        guard !query.isEmpty else { return }
        var encoded: [(name: [UInt8], value: [UInt8])] = []
        for pair in try QueryParameters(query).pairs {
            if isPresigned, pair.name.elementsEqual("X-Amz-Signature".utf8) { continue }
            encoded.append((CanonicalPath.encoded(pair.name), CanonicalPath.encoded(pair.value)))
        }
        encoded.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for (index, pair) in encoded.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            text.append(contentsOf: pair.name)
            text.append(UInt8(ascii: "="))
            text.append(contentsOf: pair.value)
        }
    }
}
