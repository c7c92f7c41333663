import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListPolicies`: managed policies of the account, of AWS, or both, without documents.
    var listPolicies: ServiceOperation {
        operation("ListPolicies", isReadOnly: true) { reader, _ in
            PolicyFilter(&reader)
        } access: { filter, view in
            view.listTarget("policy", prefix: filter.prefix)
        } perform: { filter, call in
            let policies = filter.candidates(in: call.view).filter { filter.admits($0, in: call.view) }
            return try filter.page.page(of: policies) { PolicyOrder.key($0.arn) }.output("Policies") {
                .structure(PolicyShape.listed($0, in: call.view))
            }
        }
    }
}

private struct PolicyFilter: Sendable {
    let scope: String
    let onlyAttached: Bool
    let prefix: String
    let usage: String?
    let page: PageRequest

    init(_ reader: inout ParameterReader) {
        scope = reader.enumeration("Scope", values: ["All", "AWS", "Local"]) ?? "All"
        onlyAttached = reader.boolean("OnlyAttached") ?? false
        prefix = reader.pathPrefix()
        usage = reader.enumeration("PolicyUsageFilter", values: ["PermissionsPolicy", "PermissionsBoundary"])
        page = reader.page()
    }

    func candidates(in view: AccountView) -> [ManagedPolicyEntry] {
        let own = scope == "AWS" ? [] : view.snapshot.customerPolicies(account: view.account)
        return own + (scope == "Local" ? [] : view.awsPolicies)
    }

    func admits(_ policy: ManagedPolicyEntry, in view: AccountView) -> Bool {
        guard policy.path.hasPrefix(prefix) else { return false }
        guard onlyAttached || usage != nil else { return true }
        let isAttached = view.snapshot.attachmentCount(policy.arn) > 0
        let isBoundary = view.snapshot.boundaryUsageCount(policy.arn) > 0
        switch usage {
        case "PermissionsPolicy": return isAttached
        case "PermissionsBoundary": return isBoundary
        default: return isAttached
        }
    }
}
