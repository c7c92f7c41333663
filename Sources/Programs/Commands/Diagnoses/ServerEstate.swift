import AWSProtocols
import ControlPlaneClient
import Diagnosis
import JSONTree
import KubernetesClient

/// What a running server holds, read through IAM, EKS and its cluster's API: a control plane's, or AWS's own.
struct ServerEstate {
    /// What of it a question needs.
    enum Part {
        /// Clusters, and the pod identity associations of these service accounts; of all, if nil.
        case clusters(named: String?, associationsOf: (Estate) -> (namespace: String, serviceAccount: String)?)
        case serviceAccounts
        case pods
        /// The keys that tokens of the cluster are signed with.
        case keys
    }

    private static let maximumPages = 10_000

    private let access: AWSAccess?
    private let cluster: KubernetesClient?
    private let needsCluster: Bool

    /// - Throws: `CommandFailure` if there is no such server.
    init(_ server: ServerOption) throws(CommandFailure) {
        access = try server.access()
        cluster = try server.cluster()
        needsCluster = server.kubeconfig != nil
    }

    /// Adds what the server has; its roles and providers take the place of those in files.
    ///
    /// Service accounts and pods are asked for only if files have none, or a kubeconfig was named.
    ///
    /// - Throws: `CommandFailure` for what the server refuses, or answers that cannot be read.
    func add(_ parts: [Part], to estate: inout Estate) async throws(CommandFailure) {
        if let access { try await addIdentities(access, to: &estate) }
        for part in parts {
            switch part {
            case .serviceAccounts where estate.serviceAccounts == nil || needsCluster:
                try await addObjects("serviceaccounts", kind: "ServiceAccountList", to: &estate)
            case .pods where estate.pods.isEmpty || needsCluster:
                try await addObjects("pods", kind: "PodList", to: &estate)
            case .keys where estate.keys == nil: await addKeys(to: &estate)
            case .serviceAccounts, .pods, .keys: break
            case .clusters: break
            }
        }
        for case .clusters(let name, let wanted) in parts {
            guard let access else { continue }
            do throws(CallError) {
                for cluster in try await clusters(access, named: name) {
                    try await add(cluster, access, associationsOf: wanted(estate), to: &estate)
                }
            } catch {
                guard case .refused = error else { throw CommandFailure("EKS: \(error)") }
                estate.remarks.append("EKS refused, so that pod identity associations are unknown: \(error)")
            }
        }
    }

    // MARK: IAM

    private func addIdentities(_ access: AWSAccess, to estate: inout Estate) async throws(CommandFailure) {
        estate.roles = []
        estate.users = []
        estate.providers = []
        for page in try await Self.authorizationDetails(access) { try Self.read(page, into: &estate) }
        let list = try await Self.iam(access, "ListOpenIDConnectProviders", [])
        for provider in list["OpenIDConnectProviderList"]?.array ?? [] {
            guard let arn = provider["Arn"]?.string else { continue }
            let parameters = [("OpenIDConnectProviderArn", arn)]
            var answer = try await Self.iam(access, "GetOpenIDConnectProvider", parameters).object ?? [:]
            answer["Arn"] = .string(arn)
            answer["ClientIDList"] = answer["ClientIDList"]?.array.map { .array($0) } ?? []
            try Self.read(.object(answer), into: &estate)
        }
    }

    /// The account's users, groups, roles and managed policies, and nothing else.
    ///
    /// - Throws: `CommandFailure` in the server's words, or for answers that cannot be read.
    static func identities(_ access: AWSAccess) async throws(CommandFailure) -> Estate {
        var estate = Estate()
        for page in try await authorizationDetails(access) { try read(page, into: &estate) }
        return estate
    }

    /// The pages of `GetAccountAuthorizationDetails`.
    ///
    /// - Throws: `CommandFailure` in the server's words.
    static func authorizationDetails(
        _ access: AWSAccess,
        _ filter: [(name: String, value: String)] = []
    ) async throws(CommandFailure) -> [JSON] {
        var pages: [JSON] = []
        var marker: String?
        for _ in 0..<maximumPages {
            let place = marker.map { [(name: "Marker", value: $0)] } ?? []
            let page = try await iam(access, "GetAccountAuthorizationDetails", filter + place)
            pages.append(page)
            marker = page["IsTruncated"]?.string == "true" ? page["Marker"]?.string : nil
            if marker == nil { break }
        }
        return pages
    }

    private static func iam(
        _ access: AWSAccess,
        _ action: String,
        _ parameters: [(name: String, value: String)]
    ) async throws(CommandFailure) -> JSON {
        do throws(CallError) {
            return json(try await access.query("iam", action, version: "2010-05-08", parameters))
        } catch {
            throw CommandFailure("iam:\(action): \(error)")
        }
    }

    /// Lists are elements named `member`; everything else is an object or a text.
    private static func json(_ element: XMLElement) -> JSON {
        if element.children.isEmpty {
            // An empty element is an empty list, but for the values of tags, which may be empty.
            return element.text.isEmpty && element.name != "Value" ? [] : .string(element.text)
        }
        if element.children.allSatisfy({ $0.name == "member" }) { return .array(element.children.map(json)) }
        var object: JSONObject = [:]
        for child in element.children { object[child.name] = json(child) }
        return .object(object)
    }

    // MARK: EKS

    private func clusters(_ access: AWSAccess, named name: String?) async throws(CallError) -> [String] {
        if let name { return [name] }
        return try await pages(access, ["clusters"], list: "clusters").compactMap(\.string)
    }

    private func add(
        _ cluster: String,
        _ access: AWSAccess,
        associationsOf wanted: (namespace: String, serviceAccount: String)?,
        to estate: inout Estate
    ) async throws(CallError) {
        let described = try await access.get("eks", ["clusters", cluster])
        readLeniently(described, into: &estate)
        let path = ["clusters", cluster, "pod-identity-associations"]
        let filter = wanted.map { [("namespace", $0.namespace), ("serviceAccount", $0.serviceAccount)] } ?? []
        for association in try await pages(access, path, filter, list: "associations") {
            guard let id = association["associationId"]?.string else { continue }
            readLeniently(try await access.get("eks", path + [id]), into: &estate)
        }
    }

    private func pages(
        _ access: AWSAccess,
        _ path: [String],
        _ filter: [(name: String, value: String)] = [],
        list: String
    ) async throws(CallError) -> [JSON] {
        var found: [JSON] = []
        var next: String?
        for _ in 0..<Self.maximumPages {
            let token = next.map { [(name: "nextToken", value: $0)] } ?? []
            let page = try await access.get("eks", path, filter + [(name: "maxResults", value: "100")] + token)
            found += page[list]?.array ?? []
            next = page["nextToken"]?.string
            guard next?.isEmpty == false else { break }
        }
        return found
    }

    // MARK: Kubernetes

    private func addObjects(_ resource: String, kind: String, to estate: inout Estate) async throws(CommandFailure) {
        guard let cluster else { return }
        var items: [JSON] = []
        do throws(KubernetesError) {
            try await cluster.list("/api/v1/\(resource)") { items.append($0) }
        } catch {
            guard !needsCluster else { throw CommandFailure("\(error)") }
            estate.remarks.append("the cluster's \(resource) are unknown: \(error)")
            return
        }
        if kind == "PodList" { estate.pods = [] } else { estate.serviceAccounts = [] }
        try Self.read(["kind": .string(kind), "items": .array(items)], into: &estate)
    }

    private func addKeys(to estate: inout Estate) async {
        guard let cluster else { return }
        do throws(KubernetesError) {
            readLeniently(try await cluster.call(.get, "/openid/v1/jwks"), into: &estate)
        } catch {
            estate.remarks.append("the cluster's keys are unknown: \(error)")
        }
    }

    // MARK: Reading

    private func readLeniently(_ answer: JSON, into estate: inout Estate) {
        do throws(CommandFailure) { try Self.read(answer, into: &estate) } catch { estate.remarks.append("\(error)") }
    }

    private static func read(_ answer: JSON, into estate: inout Estate) throws(CommandFailure) {
        guard let tree = try? LocatedJSON(parsing: answer.serialized(), limits: Estate.limits) else {
            throw CommandFailure("the server answered more than can be read")
        }
        do {
            _ = try estate.read(tree, file: "the server")
        } catch {
            throw CommandFailure("\(error)")
        }
    }
}
