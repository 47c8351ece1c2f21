package route53api

import (
	"net/http"
	"strings"
)

const apiVersion = "2013-04-01"

// Operation returns the name of the API operation that a request asks for, such as "ChangeResourceRecordSets", or ""
// if it is none that the fake has.
func Operation(r *http.Request) string {
	operation, _ := route(r)
	return operation
}

// route reads operation and ID from method and path. A trailing slash means nothing: older SDKs post to "rrset/".
func route(r *http.Request) (operation, id string) {
	path, ok := strings.CutPrefix(r.URL.Path, "/"+apiVersion+"/")
	if !ok {
		return "", ""
	}
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	pattern := r.Method + " " + parts[0]
	switch len(parts) {
	case 1:
	case 2:
		id = parts[1]
		pattern += "/ID"
	case 3:
		// The ID of a tagged resource follows its type: tags/hostedzone/Z1.
		if parts[0] == "tags" {
			id = parts[2]
			pattern += "/" + parts[1] + "/ID"
		} else {
			id = parts[1]
			pattern += "/ID/" + parts[2]
		}
	default:
		return "", ""
	}
	return operationOf(pattern), id
}

func operationOf(pattern string) string {
	switch pattern {
	case "POST hostedzone/ID/rrset":
		return "ChangeResourceRecordSets"
	case "GET hostedzone/ID/rrset":
		return "ListResourceRecordSets"
	case "GET change/ID":
		return "GetChange"
	case "GET hostedzone/ID":
		return "GetHostedZone"
	case "DELETE hostedzone/ID":
		return "DeleteHostedZone"
	case "GET hostedzone":
		return "ListHostedZones"
	case "POST hostedzone":
		return "CreateHostedZone"
	case "GET hostedzonesbyname":
		return "ListHostedZonesByName"
	case "GET testdnsanswer":
		return "TestDNSAnswer"
	case "GET tags/hostedzone/ID":
		return "ListTagsForResource"
	}
	return ""
}
