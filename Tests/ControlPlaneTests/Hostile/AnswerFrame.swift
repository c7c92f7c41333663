import AWSProtocols
import HTTPTypes
import JSONTree
import ServiceModel

/// What an answer must be, whatever was asked.
enum AnswerFrame {
    /// What is wrong with an answer; nil if nothing is.
    static func problem(
        _ operation: Operation,
        _ method: String,
        _ status: Int,
        _ headers: HTTPFields,
        _ body: [UInt8]
    )
        -> String?
    {
        guard status < 500 else { return "it is a fault of ours" }
        guard (200..<500).contains(status) else { return "it is no status" }
        guard method != "HEAD", status != 204, status != 304 else { return nil }
        let isRefusal = status >= 400
        switch operation.dialect.wire {
        case .query, .ec2Query:
            guard let root = xml(body) else { return "it is no XML that a client can read" }
            guard isRefusal else { return nil }
            let error = operation.dialect.wire == .query ? root["Error"] : root["Errors"]?["Error"]
            guard root.name == (operation.dialect.wire == .query ? "ErrorResponse" : "Response") else {
                return "its root is \(root.name)"
            }
            guard isSaid(error?.string("Code")), isSaid(error?.string("Message")) else {
                return "it lacks code or message"
            }
            let id = root.string(operation.dialect.wire == .query ? "RequestId" : "RequestID")
            return isSaid(id) ? nil : "it has no request id"
        case .restXML:
            guard isRefusal else {
                // An object's bytes are whatever they are.
                let isXML = headers[.contentType]?.hasPrefix("application/xml") == true
                return !isXML || body.isEmpty || xml(body) != nil ? nil : "it is no XML that a client can read"
            }
            guard let root = xml(body) else { return "it is no XML that a client can read" }
            guard root.name == "Error", isSaid(root.string("Code")), isSaid(root.string("Message")) else {
                return "it lacks code or message"
            }
            return isSaid(root.string("RequestId")) ? nil : "it has no request id"
        case .restJSON, .json11:
            guard let json = try? JSON(parsing: body.isEmpty ? Array("{}".utf8) : body) else { return "it is no JSON" }
            guard isRefusal else { return nil }
            let type = headers[HTTPField.Name("x-amzn-errortype") ?? .contentType] ?? json["__type"]?.string
            guard isSaid(type), isSaid(json["message"]?.string ?? json["Message"]?.string) else {
                return "it lacks type or message"
            }
            return nil
        }
    }

    private static func isSaid(_ text: String?) -> Bool { text?.isEmpty == false }

    /// Nil for what no XML parser would read, characters that XML 1.0 forbids among them.
    private static func xml(_ body: [UInt8]) -> XMLElement? {
        guard let text = String(validating: body, as: UTF8.self) else { return nil }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x9, 0xA, 0xD: continue
            case ..<0x20, 0xFFFE, 0xFFFF: return nil
            default: continue
            }
        }
        for match in text.matches(of: /&#(x?)([0-9A-Fa-f]+);/) {
            guard let code = UInt32(match.2, radix: match.1.isEmpty ? 10 : 16),
                code >= 0x20 || [9, 10, 13].contains(code),
                code != 0xFFFE, code != 0xFFFF
            else { return nil }
        }
        return try? XMLReader.read(body)
    }
}
