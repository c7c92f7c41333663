/// Policies of tests.
enum Policies {
    static let everything = allow("*", on: "*")

    static func allow(_ action: String, on resource: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"\#(resource)"}]}"#
    }

    /// Everything but one action.
    static func deny(_ action: String) -> String {
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"\(action)","Resource":"*"},\
        {"Effect":"Allow","NotAction":"sts:DecodeAuthorizationMessage","Resource":"*"}]}
        """
    }

    /// Trust of the cluster's tokens for one subject and audience.
    static func trust(
        subject: String = "system:serviceaccount:default:my-sa",
        actions: [String] = ["sts:AssumeRoleWithWebIdentity"]
    ) -> String {
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\(Installation.provider)"},\
        "Action":[\(actions.map { "\"\($0)\"" }.joined(separator: ","))],"Condition":{"StringEquals":{\
        "\(Installation.issuerName):sub":"\(subject)","\(Installation.issuerName):aud":"sts.amazonaws.com"}}}]}
        """
    }

    /// Trust of an AWS principal, with a condition if one is given.
    static func trust(
        principal: String,
        actions: [String] = ["sts:AssumeRole"],
        condition: String? = nil
    ) -> String {
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"\(principal)"},\
        "Action":[\(actions.map { "\"\($0)\"" }.joined(separator: ","))]\(condition.map { ",\"Condition\":\($0)" } ?? "")}]}
        """
    }
}
