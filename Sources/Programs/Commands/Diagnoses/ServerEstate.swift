import AWSProtocols
import ControlPlaneClient
import Diagnosis
import JSONTree

/// The roles, policies and providers of a running control plane, read through its IAM.
struct ServerEstate {
    private static let maximumPages = 1000

    private let connection: Connection

    /// - Throws: `CommandFailure` if nothing runs on the data directory.
    init(_ data: DataOption) throws(CommandFailure) { connection = try Connection(data) }

    /// Adds what the server has; its roles and providers take the place of those in files.
    ///
    /// - Throws: `CommandFailure` for what the server refuses, or answers that cannot be read.
    func add(to estate: inout Estate) async throws(CommandFailure) {
        estate.roles = []
        estate.providers = []
        var marker: String?
        for _ in 0..<Self.maximumPages {
            let answer = try await call("GetAccountAuthorizationDetails", marker.map { [("Marker", $0)] } ?? [])
            try read(answer, into: &estate)
            marker = answer["IsTruncated"]?.string == "true" ? answer["Marker"]?.string : nil
            if marker == nil { break }
        }
        let list = try await call("ListOpenIDConnectProviders", [])
        for provider in list["OpenIDConnectProviderList"]?.array ?? [] {
            guard let arn = provider["Arn"]?.string else { continue }
            var answer = try await call("GetOpenIDConnectProvider", [("OpenIDConnectProviderArn", arn)]).object ?? [:]
            answer["Arn"] = .string(arn)
            answer["ClientIDList"] = answer["ClientIDList"]?.array.map { .array($0) } ?? []
            try read(.object(answer), into: &estate)
        }
    }

    private func read(_ answer: JSON, into estate: inout Estate) throws(CommandFailure) {
        guard let tree = try? LocatedJSON(parsing: answer.serialized(), limits: Estate.limits) else {
            throw CommandFailure("the control plane's IAM answered more than can be read")
        }
        do {
            _ = try estate.read(tree, file: "the control plane")
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private func call(
        _ action: String,
        _ parameters: [(name: String, value: String)]
    ) async throws(CommandFailure) -> JSON {
        let bytes: [UInt8]
        do {
            bytes = try await connection.query("iam", action, version: "2010-05-08", parameters)
        } catch {
            throw CommandFailure("\(error)")
        }
        guard let root = try? XMLReader.read(bytes), let result = root["\(action)Result"] else {
            throw CommandFailure("the control plane's IAM answered \(action) with something else than XML")
        }
        return Self.json(result)
    }

    /// Lists are elements named `member`; everything else is an object or a text.
    private static func json(_ element: XMLElement) -> JSON {
        if element.children.isEmpty {
            // An empty element is an empty list where there would be one, and those are what the reader asks for.
            return element.text.isEmpty ? [] : .string(element.text)
        }
        if element.children.allSatisfy({ $0.name == "member" }) { return .array(element.children.map(json)) }
        var object: JSONObject = [:]
        for child in element.children { object[child.name] = json(child) }
        return .object(object)
    }
}
