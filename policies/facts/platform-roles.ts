export { isPlatformRole } from "../../postgres/model/platform-roles";
