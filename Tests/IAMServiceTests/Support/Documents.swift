/// Policy documents of the tests.
enum Documents {
    static let everything = allow("*", on: "*")
    static let trust = trust(#""Service":"ec2.amazonaws.com""#)

    static func allow(_ action: String, on resource: String, condition: String? = nil) -> String {
        let condition = condition.map { #","Condition":\#($0)"# } ?? ""
        return
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"\#(action)","Resource":"\#(resource)"\#(condition)}]}"#
    }

    static func trust(_ principal: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{\#(principal)},"Action":"sts:AssumeRole"}]}"#
    }

    /// A document that counts exactly so many characters.
    static func allow(ofSize size: Int) -> String {
        let short = allow("s3:GetObject", on: "arn:aws:s3:::")
        return allow("s3:GetObject", on: "arn:aws:s3:::" + String(repeating: "b", count: size - short.utf8.count))
    }
}
