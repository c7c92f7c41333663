import AWSProtocols

/// The parameters of paged descriptions.
enum PageParameters {
    /// Checks `MaxResults`, which cannot be given together with ids.
    ///
    /// - Throws: `Fault` in EC2's words.
    static func check(_ input: WireStructure, identifiers: String) throws(Fault) {
        guard let text = input.string("MaxResults") else { return }
        guard let count = Int(text), (5...1000).contains(count) else {
            throw Fault(
                "InvalidParameterValue",
                status: 400,
                "Value ( \(text) ) for parameter maxResults is invalid. Expecting a value between 5 and 1000."
            )
        }
        guard input[identifiers] == nil else {
            throw Fault(
                "InvalidParameterCombination",
                status: 400,
                "The parameter \(identifiers) cannot be used with the parameter maxResults"
            )
        }
    }
}
